package dev.sluice.upstream.endpoint;

/** What an endpoint leaves to its namesake in a later configuration. Made under the guard of the one, given under that of the other. */
final class Legacy {
    private final String name;
    private final Order order;
    private final Integer weight;
    private final Checks checks;

    Legacy(Endpoint was) {
        this.name = was.name;
        this.order = was.order;
        this.weight = was.weighed ? was.weight : null;
        this.checks = was.checks.copy();
    }

    /** @param checked whether it is checked: what checks found would stay for ever otherwise */
    void give(Endpoint heir, boolean checked) {
        if (!heir.name.equals(name)) return;
        heir.order = order;
        if (weight != null) {
            heir.weight = weight;
            heir.weighed = true;
        }
        if (checked) heir.checks.inherit(checks);
    }
}
