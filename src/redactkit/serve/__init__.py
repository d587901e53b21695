"""A small service for platforms that send files over the network; the extra ``serve``."""
