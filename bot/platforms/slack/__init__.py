"""Slack: what comes in through Bolt goes to the inbox, what goes out is Block Kit.

socket, http ──▶ listeners ──▶ incoming, people, files ──▶ inbox
└──▶ modals, commands, shortcuts, home (answered within the request)
outbox ──▶ platform.send ──▶ sending ──▶ blocks
"""
