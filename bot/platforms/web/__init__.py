"""The local web chat: a platform like the others, and the model for them."""
