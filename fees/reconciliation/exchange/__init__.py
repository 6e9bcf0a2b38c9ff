"""费源信息 that goes out, statements that come back."""
