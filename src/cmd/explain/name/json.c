/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/facts/card.h"
#include "cmd/explain/facts/json_lists.h"
#include "cmd/explain/name/name.h"

static json_t *reasons_of(const struct reached *reached)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < reached->n_obstacles; i++) {
        const struct obstacle *obstacle = &reached->obstacles[i];

        cold_json_append(
            all, cold_json("{s:o, s:s, s:o, s:o}",
                           KEY("rule", cold_json_text(rule_id_name(obstacle->rule))),
                           KEY("outcome", reached_outcome(obstacle->outcome)),
                           KEY("message", cold_json_text(obstacle->message)),
                           KEY("entry", json_entry(obstacle->entry))));
    }
    return all;
}

static json_t *adds_of(const struct reached *reached)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < reached->n_additions; i++) {
        const struct addition *addition = &reached->additions[i];

        cold_json_append(
            all, cold_json(
                     "{s:o, s:o, s:o, s:o}", KEY("key", cold_json_text(addition->key)),
                     KEY("value", addition->is_removed ? cold_json("n")
                                                       : cold_json_text(addition->value)),
                     KEY("rule", cold_json_text(rule_id_name(addition->rule))),
                     KEY("entry", desk_entry_json(addition->entry))));
    }
    return all;
}

static json_t *class_of(const struct name_answer *answer, const struct reached *reached)
{
    json_t *class = cold_json("{}");

    if (answer->asking->namespace.len == 0)
        cold_json_put(class, STR("tenant"), cold_json_text(reached->tenant->name));
    cold_json_put(class, STR("class"), cold_json_text(reached->class_name));
    cold_json_put(class, STR("allowed"), cold_json("b", reached->allowed));
    if (reached->class != NULL && !str_equal(reached->class->name, reached->class_name))
        cold_json_put(class, STR("as"), cold_json_text(reached->class->name));
    cold_json_put(class, STR("reasons"), reasons_of(reached));
    if (!reached->allowed || reached->class == NULL)
        return class;
    card_put_json(answer->asking, reached->tenant, reached->class, class);
    cold_json_put(class, STR("adds"), adds_of(reached));
    return class;
}

/* Why the text is not a name. */
static json_t *fault_of(const struct name_answer *answer)
{
    return cold_json("[{s:o, s:s, s:o, s:n}]",
                     KEY("rule", cold_json_text(rule_id_name(RULE_HOST_VALID))),
                     KEY("outcome", reached_outcome(DISPOSITION_DENIED)),
                     KEY("message", cold_json_text(answer->fault)), "entry");
}

static void put_who(const struct name_answer *answer, json_t *object)
{
    if (answer->asking->namespace.len > 0)
        cold_json_put(object, STR("namespace"),
                      cold_json_text(answer->asking->namespace));
    if (answer->tenant != NULL)
        cold_json_put(object, STR("tenant"), cold_json_text(answer->tenant->name));
}

void name_add_json(const struct name_answer *answer, struct buf *buf)
{
    const struct asking *asking = answer->asking;
    AUTO(json_decref)
    json_t *object = cold_json("{s:o}", KEY("name", cold_json_text(answer->given)));
    json_t *classes = cold_json("[]");

    if (answer->is_name)
        cold_json_put(object, STR("canonical"), cold_json_text(answer->text));
    put_who(answer, object);
    cold_json_put(object, STR("allowed"), cold_json("b", answer->allowed));
    for (size_t i = 0; i < answer->n_reached; i++)
        cold_json_append(classes, class_of(answer, &answer->reached[i]));
    cold_json_put(object, STR("classes"), classes);
    if (!answer->is_name)
        cold_json_put(object, STR("reasons"), fault_of(answer));
    if (answer->by != NULL)
        cold_json_put(object, STR("by"),
                      json_entry(entries_find(asking->desk->entries, answer->by)));
    cold_json_put(object, STR("owners"),
                  json_delegated(asking, &answer->decided, answer->is_decided));
    cold_json_put(object, STR("overrides"),
                  json_delegated(asking, &answer->overridden, answer->overrides));
    cold_json_put(object, STR("nearest"),
                  json_delegated(asking, answer->nearest, answer->n_nearest));
    if (answer->n_below > 0)
        cold_json_put(object, STR("below"),
                      json_delegated(asking, answer->below, answer->n_below));
    cold_json_add(buf, object, COLD_JSON_LINE);
    buf_add_byte(buf, '\n');
}
