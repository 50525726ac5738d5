"""What is learned from examples about a caller's words, beside the rules of `bot.care`."""
