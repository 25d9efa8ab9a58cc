/*
 * kind_reading: what sections need of the kinds that are judged.
 */
#ifndef YAML_POLICY_SECTIONS_KIND_READING_H
#define YAML_POLICY_SECTIONS_KIND_READING_H

#include "yaml/policy/fields.h"

/* What is read of objects of each kind, once all of its paths are known. */
void kinds_finish(struct reader *);

#endif
