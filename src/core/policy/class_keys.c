/* class_keys: the list. */
#include "core/policy/class_keys.h"

const struct str class_keys[CLASS_KEYS] = {
    STR_INIT("kubernetes.io/ingress.class"),
    STR_INIT("projectcontour.io/ingress.class"),
};

bool is_class_key(struct str key)
{
    for (size_t i = 0; i < CLASS_KEYS; i++) {
        if (str_equal(key, class_keys[i]))
            return true;
    }
    return false;
}
