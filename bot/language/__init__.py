"""What is said to people, in their language: the catalogues and the language being spoken.

May use nothing of ours. Whoever shows something to a person may use it: the ui and the cogs. Rules,
storage and manuscripts say nothing to anybody; a refusal's sentence is translated where it is
shown.
"""
