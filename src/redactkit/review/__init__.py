"""The review page and the report: what a person sees before publishing."""
