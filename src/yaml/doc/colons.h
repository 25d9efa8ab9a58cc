/* SPDX-License-Identifier: Apache-2.0 */
/*
 * colons: plain scalars that end in colons, in flow style: {address: 2001:db8::}
 *
 * kubectl takes the last colon for a part of the text, libyaml for the end of a key, and
 * refuses it.  So it is given another character there, which is replaced afterwards. This
 * is done wherever such a colon may be; in quotes and comments it changes nothing.
 */
#ifndef YAML_DOC_COLONS_H
#define YAML_DOC_COLONS_H

#include "base/arena.h"

/* The text with a character that it does not contain in place of such colons, and the
 * character in *ret_stand_in; the text itself, and len 0, where there is none. */
struct str colons_hide(struct arena *arena, struct str text, struct str *ret_stand_in);

/* The text of a scalar with its colons. */
struct str colons_show(struct arena *arena, struct str text, struct str stand_in);

#endif
