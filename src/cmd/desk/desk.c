/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/desk/desk.h"

#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/json_out.h"
#include "cmd/cli/output.h"
#include "core/policy/policy.h"

void desk_policy_clear(struct desk_policy *desk)
{
    entries_free(desk->entries);
    places_free(desk->places);
    policy_unref(desk->policy);
    problems_clear(&desk->problems);
    *desk = (struct desk_policy){0};
}

bool desk_policy_load(const struct desk_loading *loading, struct desk_policy *ret)
{
    ret->places = places_new();
    ret->policy = option_policy_load_with_places(
        loading->command, loading->path, loading->today, ret->places, &ret->problems);
    if (ret->policy == NULL)
        return false;
    ret->entries = entries_new(ret->policy, ret->places);
    ret->written_mode = policy_mode(ret->policy);
    if (policy_mode(ret->policy) == POLICY_PREVIEW && loading->mode == DESK_ENFORCED) {
        policy_set_mode(ret->policy, POLICY_ENFORCE);
        output_complain(loading->command,
                        "the policy is in preview; judged as if it were enforced");
    }
    return true;
}

struct json_t *desk_entry_json(const struct entry *entry_or_null)
{
    json_t *object;

    if (entry_or_null == NULL)
        return cold_json("{s:s}", "entry", "default");
    object = cold_json("{s:o}", KEY("entry", cold_json_text(entry_or_null->address)));
    if (entry_or_null->place.line == 0)
        return object;
    cold_json_put(object, STR("file"), cold_json_word(entry_or_null->place.file));
    cold_json_put(object, STR("line"), cold_json_number(entry_or_null->place.line));
    cold_json_put(object, STR("column"), cold_json_number(entry_or_null->place.column));
    return object;
}

void desk_place_add(struct buf *buf, const struct entry *entry_or_null)
{
    if (entry_or_null == NULL)
        return;
    buf_add_byte(buf, '(');
    text_add_escaped(buf, str_from(entry_or_null->place.file), SIZE_MAX);
    buf_addf(buf, ":%u)", (unsigned)entry_or_null->place.line);
}

void desk_entry_add(struct buf *buf, const struct entry *entry_or_null)
{
    if (entry_or_null == NULL) {
        buf_add_text(buf, "default");
        return;
    }
    text_add_escaped(buf, entry_or_null->address, SIZE_MAX);
    buf_add_byte(buf, ' ');
    desk_place_add(buf, entry_or_null);
}
