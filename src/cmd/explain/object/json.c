/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/facts/json_lists.h"
#include "cmd/explain/name/reached.h"
#include "cmd/explain/object/object.h"
#include "wire/answer.h"

static void put_spot(json_t *object, struct place place)
{
    cold_json_put(object, STR("line"), cold_json_number(place.line));
    cold_json_put(object, STR("column"), cold_json_number(place.column));
}

static json_t *class_from(const struct object_answer *answer, struct arena *arena)
{
    json_t *all = cold_json("[]");
    struct object_carrier *carriers;
    const size_t n = object_carriers(answer, arena, &carriers);

    for (size_t i = 0; i < n; i++) {
        json_t *one =
            cold_json("{s:o, s:o}", KEY("carrier", cold_json_text(carriers[i].field)),
                      KEY("class", cold_json_text(carriers[i].name)));

        if (carriers[i].is_default)
            cold_json_put(one, STR("entry"), desk_entry_json(carriers[i].source));
        else
            put_spot(one, carriers[i].place);
        cold_json_append(all, one);
    }
    return all;
}

static json_t *serves(const struct object_answer *answer, const struct claim *claim)
{
    const struct asking *asking = answer->asking;
    const struct carriers *carriers = answer->judged.carriers;
    json_t *all = cold_json("[]");

    for (size_t i = 0; claim->valid && i < carriers->n_classes; i++) {
        const struct class *class = carriers->classes[i];
        const struct str *domain;

        if (!object_serves(answer, class, claim))
            continue;
        domain = delegation_served_by(asking->delegation, class, &claim->name);
        cold_json_append(
            all,
            cold_json("{s:o, s:o}", KEY("class", cold_json_text(class->name)),
                      KEY("entry",
                          json_entry(domain == NULL ? NULL
                                                    : entries_find(asking->desk->entries,
                                                                   domain)))));
    }
    return all;
}

static json_t *places_of(const struct object_answer *answer,
                         const struct claimed_name *name, struct arena *arena)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < name->n_claims; i++) {
        const struct claim *claim = &answer->judged.claims->all[name->claims[i]];
        const struct str field = object_field(&claim->path, arena);
        json_t *one = cold_json("{s:o}", KEY("field", cold_json_text(field)));

        put_spot(one, object_place(answer, field));
        cold_json_append(all, one);
    }
    return all;
}

static json_t *claimed_by(const struct object_answer *answer, struct arena *arena)
{
    json_t *all = cold_json("[]");
    struct claimed_name *names;
    const size_t n = object_names(answer, arena, &names);

    for (size_t i = 0; i < n; i++)
        cold_json_append(
            all,
            cold_json("{s:o, s:o, s:o, s:o}", KEY("name", cold_json_text(names[i].text)),
                      KEY("places", places_of(answer, &names[i], arena)),
                      KEY("owners", json_delegated(answer->asking, &names[i].decided,
                                                   names[i].is_decided)),
                      KEY("serves", serves(answer, names[i].claim))));
    return all;
}

static json_t *change_of(const struct object_change *change)
{
    const char mark[] = {change->mark, '\0'};
    json_t *one = cold_json("{s:o}", KEY("key", cold_json_text(change->key)));

    if (change->mark != '-')
        cold_json_put(one, STR("value"), cold_json_text(change->value));
    if (change->mark == '~' || change->mark == '-')
        cold_json_put(one, STR("before"), cold_json_text(change->before));
    cold_json_put(one, STR("mark"), cold_json_word(mark));
    if (change->mark != '=') {
        cold_json_put(one, STR("why"), cold_json_text(rule_id_name(change->rule)));
        cold_json_put(one, STR("entry"), desk_entry_json(change->entry));
        return one;
    }
    cold_json_put(one, STR("why"),
                  change->entry != NULL || change->by_default
                      ? cold_json_word("accepted")
                      : cold_json_text(change->why));
    cold_json_put(one, STR("entry"),
                  change->by_default ? desk_entry_json(NULL) : json_entry(change->entry));
    return one;
}

static json_t *annotations_of(const struct object_answer *answer, struct arena *arena)
{
    json_t *all = cold_json("[]");
    struct object_change *changes;
    const size_t n = object_changes(answer, arena, &changes);

    for (size_t i = 0; i < n; i++)
        cold_json_append(all, change_of(&changes[i]));
    return all;
}

static json_t *violations_json(const struct object_answer *answer,
                               enum disposition disposition, struct arena *arena)
{
    const struct decision *decision = &answer->object.validated->decision;
    const struct entries *entries = answer->asking->desk->entries;
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];
        json_t *one;

        if (violation->disposition != disposition)
            continue;
        one = cold_json(
            "{s:o, s:o, s:o}", KEY("rule", cold_json_text(rule_id_name(violation->rule))),
            KEY("field", cold_json_text(object_field(&violation->path, arena))),
            KEY("message", cold_json_text(violation->sentence)));
        if (disposition == DISPOSITION_EXCUSED) {
            cold_json_put(one, STR("exemption"),
                          cold_json_text(violation->exemption->name));
            cold_json_put(one, STR("entry"),
                          json_entry(entries_find(entries, violation->exemption)));
        } else {
            cold_json_put(one, STR("decidedBy"),
                          desk_entry_json(entries_find(entries, violation->entry)));
        }
        cold_json_append(all, one);
    }
    return all;
}

/* Add the outcome of each finding and the entry that decided it. */
static void put_decided(const struct object_answer *answer, json_t *list,
                        const struct finding *findings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        const struct violation *violation = findings[i].violation;

        if (violation == NULL)
            continue;
        cold_json_put(one, STR("outcome"),
                      cold_json_word(reached_outcome(object_outcome(answer, violation))));
        cold_json_put(one, STR("decidedBy"),
                      desk_entry_json(
                          entries_find(answer->asking->desk->entries, violation->entry)));
    }
}

json_t *object_json(const struct object_answer *answer)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct checked_object *object = &answer->object;
    json_t *json = checked_object_json(object);
    json_t *audited;

    put_decided(answer, json_object_get(json, "violations"), object->violations,
                object->n_violations);
    put_decided(answer, json_object_get(json, "warnings"), object->warnings,
                object->n_warnings);
    if (answer->judged.carriers == NULL)
        return json;
    if (answer->by != NULL)
        cold_json_put(
            json, STR("by"),
            json_entry(entries_find(answer->asking->desk->entries, answer->by)));
    cold_json_put(json, STR("classFrom"), class_from(answer, &arena));
    cold_json_put(json, STR("claims"), claimed_by(answer, &arena));
    cold_json_put(json, STR("annotations"), annotations_of(answer, &arena));
    cold_json_put(json, STR("excused"),
                  violations_json(answer, DISPOSITION_EXCUSED, &arena));
    audited = violations_json(answer, DISPOSITION_AUDITED, &arena);
    if (json_array_size(audited) > 0)
        cold_json_put(json, STR("audited"), audited);
    else
        json_decref(audited);
    return json;
}
