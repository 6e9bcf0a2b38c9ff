"""What is read about applications, permits, materials, limits and wordings; writes nothing."""
