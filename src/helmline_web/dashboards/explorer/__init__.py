"""Any metric by any dimension over any period: the question, the ways to look at its answer, the words for it."""
