"""What the assistant says unasked, and the durable way out."""
