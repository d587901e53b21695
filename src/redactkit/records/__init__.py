"""The record, the editable plan, the chain of records, remaining risks."""
