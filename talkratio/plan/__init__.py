"""Before and after the conversation: what it is made of, what came of it, what was agreed."""
