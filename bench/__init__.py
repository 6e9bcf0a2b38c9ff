"""Speed, measured side by side in one run: ours, the usual way, and the limit."""
