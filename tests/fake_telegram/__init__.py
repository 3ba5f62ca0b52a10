"""A strict stand-in for Telegram's Bot API, over real sockets: it refuses what Telegram refuses, in Telegram's words.

table.py    methods and parameter types, as python-telegram-bot declares them
world.py    people, groups, messages, updates
entities.py the HTML that Telegram takes
markup.py   the keyboards that it takes
methods.py  what each method does
server.py   the sockets, faults on demand, and the webhook's caller
"""
