# Lines of text as C strings, each followed by a comma.
s/[\\"]/\\&/g
s/^/"/
s/$/\\n",/
