"""Forms of projects and applications: they read what people write and hand facts to the acts."""
