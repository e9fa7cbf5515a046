"""What is said to people, in their language: the catalogues, the language being spoken, and the
words for what every surface names.

May use the domain. Whoever shows something to a person may use it: the ui and the cogs. Rules,
storage and manuscripts say nothing to anybody; a refusal's sentence is translated where it is
shown.
"""
