"""Pages of the relocation fee."""
