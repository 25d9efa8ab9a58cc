/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk: follows a path step by step, with a frame for each open bracket.
 */
#include "wire/kinds/walk.h"

/* A list or map whose elements are being walked. */
struct frame {
    const struct json *next; /* element */
    uint32_t n;
    uint32_t index; /* of `next` */
    size_t step;    /* after the bracket */
    bool is_map;
};

/* Steps of a path from one value on. */
struct walking {
    const struct walk *walk;
    const struct path *path;
    size_t until; /* steps to go */
    bool takes_null;
    struct field_path at;
    uint32_t n_indexes; /* positions of `at` before these steps */
    struct frame frames[PATH_MAX_BRACKETS];
    size_t n_frames;
};

static bool refuse(const struct walking *walking, size_t step, const struct json *node,
                   enum value_type wanted)
{
    const struct kind_reading *reading = walking->walk->reading;
    struct path_fields fields = {.arena = reading->arena};
    struct buf text = buf_in(reading->arena);
    struct field_path place = walking->at;

    /* The field as far as the walk has come. */
    for (size_t i = 0; i < step; i++) {
        const struct step *at = &walking->path->steps[i];

        if (at->kind == STEP_MEMBER && i > 0)
            buf_add_byte(&text, '.');
        if (at->kind == STEP_MEMBER) {
            buf_add(&text, at->name);
            continue;
        }
        buf_add_byte(&text, '[');
        buf_add(&text, at->kind == STEP_EVERY ? STR("*") : at->name);
        buf_add_byte(&text, ']');
    }
    place.field = path_field(&fields, buf_str(&text));
    return member_refuse(reading->arena, &place, node, wanted, reading->ret_why);
}

static bool count(const struct kind_reading *reading, const struct path *path, size_t n)
{
    *reading->n_values += (uint32_t)n;
    if (*reading->n_values <= WALK_MAX_VALUES)
        return true;
    reading->ret_why->where = path->field->text;
    reading->ret_why->why = arena_format(
        reading->arena, "has more values than can be judged, the limit is %d",
        WALK_MAX_VALUES);
    return false;
}

/* Members from *node on, up to a bracket or the end; *node NULL: there is nothing. */
static bool follow(const struct walking *walking, const struct json **node, size_t *step)
{
    while (*node != NULL && *step < walking->until) {
        const struct step *at = &walking->path->steps[*step];

        if (json_value_type(*node) == VALUE_NULL) {
            *node = NULL;
            return true;
        }
        if (at->kind == STEP_EACH || at->kind == STEP_EVERY)
            return true;
        if (json_value_type(*node) != VALUE_OBJECT)
            return refuse(walking, *step, *node, VALUE_OBJECT);
        *node = json_member(*node, at->name);
        ++*step;
    }
    if (*node != NULL && json_value_type(*node) == VALUE_NULL && !walking->takes_null)
        *node = NULL;
    return true;
}

static bool push(struct walking *walking, const struct json *node, size_t step)
{
    const bool is_map = walking->path->steps[step].kind == STEP_EVERY;
    const enum value_type wanted = is_map ? VALUE_OBJECT : VALUE_ARRAY;

    if (json_value_type(node) != wanted)
        return refuse(walking, step, node, wanted);
    walking->frames[walking->n_frames++] =
        (struct frame){node->first, node->n, 0, step + 1, is_map};
    return true;
}

/* The next element of the innermost list that has one; NULL: the walk is complete. */
static const struct json *next_element(struct walking *walking, size_t *ret_step)
{
    struct frame *frame = NULL;
    const struct json *node = NULL;
    uint32_t position = walking->n_indexes;

    while (walking->n_frames > 0 && walking->frames[walking->n_frames - 1].next == NULL)
        walking->n_frames--;
    if (walking->n_frames == 0)
        return NULL;
    frame = &walking->frames[walking->n_frames - 1];
    node = frame->next;
    for (size_t i = 0; i + 1 < walking->n_frames; i++)
        position += !walking->frames[i].is_map;
    if (frame->is_map)
        walking->at.key = json_key(node);
    else
        walking->at.index[position] = frame->index++;
    frame->next = node->next;
    *ret_step = frame->step;
    return node;
}

/* Only values at the end of the path are counted. */
static bool found(const struct walking *walking, const struct json *node)
{
    const struct frame *frame =
        walking->n_frames == 0 ? NULL : &walking->frames[walking->n_frames - 1];
    const struct walk_place place = {walking->at, node,
                                     frame == NULL || frame->is_map ? 1 : frame->n};

    if (walking->until == walking->path->n_steps &&
        !count(walking->walk->reading, walking->path, 1))
        return false;
    return walking->walk->found(walking->walk->to, &place);
}

static bool walk_steps(struct walking *walking, const struct json *node, size_t step)
{
    do {
        if (!follow(walking, &node, &step))
            return false;
        if (node != NULL && step < walking->until) {
            if (!push(walking, node, step))
                return false;
        } else if (node != NULL) {
            if (!found(walking, node))
                return false;
        }
        node = next_element(walking, &step);
    } while (node != NULL);
    return true;
}

static bool walk_whole(const struct walk *walk, const struct path *path,
                       const struct json *object)
{
    struct walking walking = {
        .walk = walk, .path = path, .until = path->n_steps, .at = {.field = path->field}};

    return walk_steps(&walking, object, 0);
}

bool walk_path(const struct walk *walk, const struct path *path)
{
    return walk_whole(walk, path, walk->reading->object);
}

/* The hosts of one row entry. */
struct host_walk {
    const struct kind_reading *reading;
    struct view *view;
    const struct kind_host *host;
    struct view_host *hosts;
    size_t cap_hosts;
    struct view_catch_all *catch_alls;
    size_t cap_catch_alls;
    uint32_t n_texts; /* not empty, below the element at hand */
    bool is_lifted;   /* `unless` has a value */
};

static void add_catch_all(struct host_walk *walk, struct view_catch_all all)
{
    if (walk->view->n_catch_alls == walk->cap_catch_alls)
        walk->catch_alls = arena_grow(walk->reading->arena, walk->catch_alls,
                                      &walk->cap_catch_alls, sizeof walk->catch_alls[0]);
    walk->catch_alls[walk->view->n_catch_alls++] = all;
}

static void add_host(struct host_walk *walk, struct field_path path, struct str name,
                     enum host_reading reading)
{
    if (walk->view->n_hosts == walk->cap_hosts)
        walk->hosts = arena_grow(walk->reading->arena, walk->hosts, &walk->cap_hosts,
                                 sizeof walk->hosts[0]);
    walk->hosts[walk->view->n_hosts++] = (struct view_host){
        .name = name, .path = path, .role = HOST_SERVED, .reading = reading};
}

/* The number of names that are not counted with their text. */
static size_t further_names(const struct text_names *names)
{
    return names->n < 2 ? 0 : names->n - 1;
}

static bool found_host(void *to, const struct walk_place *place)
{
    struct host_walk *walk = to;
    const struct kind_reading *reading = walk->reading;
    struct text_names names;
    struct str text;

    if (json_value_type(place->node) != VALUE_STRING)
        return member_refuse(reading->arena, &place->path, place->node, VALUE_STRING,
                             reading->ret_why);
    text = json_text(place->node);
    if (text.len == 0) {
        if (place->n_siblings > 1)
            add_host(walk, place->path, text, HOST_IS_NAME);
        return true;
    }
    walk->n_texts++;
    text_names_of(reading->arena, walk->host->as, text, &names);
    if (!count(reading, &walk->host->path,
               names.is_too_many ? WALK_MAX_VALUES : further_names(&names)))
        return false;
    for (size_t i = 0; i < names.n; i++)
        add_host(walk, place->path, names.all[i].name, names.all[i].reading);
    if (names.is_catch_all && !(names.is_unbound && walk->is_lifted))
        add_catch_all(walk, (struct view_catch_all){.path = place->path});
    return true;
}

static bool found_unless(void *to, const struct walk_place *place)
{
    struct host_walk *walk = to;
    const enum value_type type = json_value_type(place->node);

    walk->is_lifted |= type == VALUE_OBJECT || type == VALUE_ARRAY
                           ? place->node->n > 0
                           : type != VALUE_NULL &&
                                 (type != VALUE_STRING || json_text(place->node).len > 0);
    return true;
}

static bool look_for_unless(struct host_walk *walk)
{
    const struct walk lifting = {walk->reading, found_unless, walk};

    walk->is_lifted = false;
    return walk->host->unless == NULL || walk_path(&lifting, walk->host->unless);
}

/* The rest of the path below one element; without a text there, it claims every name. */
static bool walk_below(struct host_walk *walk, const struct walk_place *element,
                       uint32_t n_indexes)
{
    const struct kind_host *host = walk->host;
    const struct walk texts = {walk->reading, found_host, walk};
    struct walking walking = {.walk = &texts,
                              .path = &host->path,
                              .until = host->path.n_steps,
                              .at = element->path,
                              .n_indexes = n_indexes};
    struct field_path absent = element->path;

    walk->n_texts = 0;
    walking.at.field = host->path.field;
    if (!walk_steps(&walking, element->node, host->path.n_until_last))
        return false;
    if (walk->n_texts > 0 || !host->absent_all || walk->is_lifted)
        return true;
    absent.field = host->absent_field;
    if (!count(walk->reading, &host->path, 1))
        return false;
    add_catch_all(walk, (struct view_catch_all){.path = absent, .is_absent = true});
    return true;
}

/* Of a path in two parts: up to the element that must have a text. */
struct element_walk {
    struct host_walk *walk;
    uint32_t n_indexes;
};

static bool found_element(void *to, const struct walk_place *place)
{
    const struct element_walk *elements = to;

    return walk_below(elements->walk, place, elements->n_indexes);
}

static uint32_t count_indexes(const struct path *path, size_t until)
{
    uint32_t n = 0;

    for (size_t i = 0; i < until; i++)
        n += path->steps[i].kind == STEP_EACH;
    return n;
}

static bool walk_host(struct host_walk *walk)
{
    const struct path *path = &walk->host->path;
    struct element_walk elements = {walk, count_indexes(path, path->n_until_last)};
    const struct walk to_element = {walk->reading, found_element, &elements};
    struct walking walking = {.walk = &to_element,
                              .path = path,
                              .until = path->n_until_last,
                              .takes_null = walk->host->absent_all,
                              .at = {.field = path->field}};

    return look_for_unless(walk) && walk_steps(&walking, walk->reading->object, 0);
}

bool walk_hosts(const struct kind_reading *reading, struct view *view)
{
    struct host_walk walk = {.reading = reading, .view = view};

    for (size_t i = 0; i < reading->kind->n_hosts; i++) {
        walk.host = &reading->kind->hosts[i];
        if (!walk_host(&walk))
            return false;
    }
    view->hosts = walk.hosts;
    view->catch_alls = walk.catch_alls;
    return true;
}

/* Places for references or demands. */
struct demand_walk {
    const struct kind_reading *reading;
    struct view_place *all;
    size_t n;
    size_t cap;
    uint32_t of;
    bool wants_text;
};

/* True for a list or map without elements.  Without nodes for them, the text is read. */
static bool is_empty(const struct json *node)
{
    const enum value_type type = json_value_type(node);
    const struct str text = json_text(node);

    if (type != VALUE_ARRAY && type != VALUE_OBJECT)
        return false;
    if (!node->is_raw)
        return node->n == 0;
    return str_trim_white(str_skip(str_head(text, text.len - 1), 1)).len == 0;
}

/* Equal lists and maps have equal texts, for the comparison with the stored object. */
static struct str text_of(struct arena *arena, const struct json *node)
{
    const enum value_type type = json_value_type(node);
    const struct str text = json_text(node);

    return type == VALUE_ARRAY || type == VALUE_OBJECT ? json_canonical(arena, text)
                                                       : text;
}

static bool found_place(void *to, const struct walk_place *place)
{
    struct demand_walk *walk = to;

    if (walk->wants_text && json_value_type(place->node) != VALUE_STRING)
        return member_refuse(walk->reading->arena, &place->path, place->node,
                             VALUE_STRING, walk->reading->ret_why);
    if (walk->n == walk->cap)
        walk->all =
            arena_grow(walk->reading->arena, walk->all, &walk->cap, sizeof walk->all[0]);
    walk->all[walk->n++] =
        (struct view_place){.path = place->path,
                            .of = walk->of,
                            .type = json_value_type(place->node),
                            .is_empty = is_empty(place->node),
                            .text = text_of(walk->reading->arena, place->node)};
    return true;
}

bool walk_demands(const struct kind_reading *reading, const struct json *object,
                  struct view *view)
{
    const struct kind *kind = reading->kind;
    struct demand_walk to = {.reading = reading, .wants_text = true};
    const struct walk walk = {reading, found_place, &to};

    for (; to.of < kind->n_references; to.of++) {
        if (!walk_whole(&walk, &kind->references[to.of].path, object))
            return false;
    }
    view->references = to.all;
    view->n_references = to.n;
    to = (struct demand_walk){.reading = reading};
    for (; to.of < kind->n_demands; to.of++) {
        if (!walk_whole(&walk, &kind->demands[to.of].path, object))
            return false;
    }
    view->demands = to.all;
    view->n_demands = to.n;
    return true;
}
