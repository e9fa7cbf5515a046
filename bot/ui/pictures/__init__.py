"""Drawing with Pillow: facts in, the bytes of a PNG out.

Pure functions that know nothing of Discord and speak no language: the words in a picture are handed
to them. They take some milliseconds of a processor, so they are called in a thread.
"""
