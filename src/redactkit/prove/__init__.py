"""The record, the editable plan, the second look, and what no tool can remove."""
