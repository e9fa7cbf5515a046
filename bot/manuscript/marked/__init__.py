"""Markdown: loading it, and writing the canonical form that gives the same tree again."""
