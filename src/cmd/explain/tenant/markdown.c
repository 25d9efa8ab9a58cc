#include "cmd/explain/tenant/tenant.h"

void tenant_add_markdown(const struct tenant_answer *answer, struct buf *buf)
{
    tenant_add_text(answer, buf);
}
