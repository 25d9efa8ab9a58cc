/*
 * unrendered: signs that a manifest was never rendered.
 */
#ifndef YAML_MANIFEST_UNRENDERED_H
#define YAML_MANIFEST_UNRENDERED_H

#include "base/str.h"
#include "yaml/doc/node.h"

/* True with the place of a `{{` that explains an error on the given line: it stands on
 * that line, or begins some line of the text. */
bool unrendered_find(struct str bytes, uint32_t error_line, struct mark *ret);

#endif
