"""Training of the page model: drawn pages, annotated pictures, features, head, figures."""
