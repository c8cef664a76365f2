"""What is told of sources that differ, where what is done about it is not written of the documents that govern."""

NONE_GOVERNS = (
    "None of these documents governs this device in {market} on {on}. Where they do: {handling}"
)
GOVERN = (
    "Of these documents, what governs this device in {market} on {on} is {documents}."
    " Where the latest governs: {handling}"
)
AND = " and "
ANY_MARKET = "any market"
