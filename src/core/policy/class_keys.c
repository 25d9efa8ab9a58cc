/* class_keys: the list. */
#include "core/policy/class_keys.h"

const struct str class_keys[CLASS_KEYS] = {
    STR_INIT("kubernetes.io/ingress.class"),
    STR_INIT("projectcontour.io/ingress.class"),
};

bool is_class_key(struct str key)
{
    size_t index;

    return str_index(class_keys, CLASS_KEYS, key, &index);
}
