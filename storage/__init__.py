"""What is kept: tables, named questions to them, the database itself. Knows nothing of chats, sentences or pushes."""
