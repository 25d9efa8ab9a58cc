/* SPDX-License-Identifier: Apache-2.0 */
/*
 * colons: plain scalars in flow style that end in colons: {address: 2001:db8::}
 *
 * kubectl reads the last colon as part of the text.  libyaml reads it as the end of a key
 * and reports an error.  So the colon is replaced before libyaml reads the text, and put
 * back into each scalar afterwards.  Every colon that may be such a colon is replaced; in
 * quotes and comments this changes nothing.
 */
#ifndef YAML_DOC_COLONS_H
#define YAML_DOC_COLONS_H

#include "base/arena.h"

/* The text with a character that it does not contain in place of such colons.
 * *ret_stand_in: that character.  If there is no such colon or no free character, the
 * result is the text itself, and *ret_stand_in is empty. */
struct str colons_hide(struct arena *arena, struct str text, struct str *ret_stand_in);

/* The text of a scalar with its colons put back. */
struct str colons_show(struct arena *arena, struct str text, struct str stand_in);

#endif
