"""The chats that people use; each folder knows one of them and nothing else."""
