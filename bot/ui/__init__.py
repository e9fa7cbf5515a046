"""From the domain to Discord: escaping, messages, buttons, the poster and the desk.

May use the services and the domain, never storage or manuscripts. `markdown` knows no discord, so
that passages can be measured as they will look without it.
"""
