package dev.sluice.model;

/** What people call a node. Each life of it is a member of its own, under this and a tag that nobody else has. */
public record NodeId(String value) {
    public NodeId {
        Ids.check("node-id", value, 64);
    }

    /**
     * A name for a node that nobody named: the machine's, or one at random.
     *
     * @param host may be null
     */
    public static NodeId of(String host) {
        try {
            return new NodeId(host);
        } catch (InvalidValueException unusable) {
            return new NodeId(Ids.random().substring(0, 6));
        }
    }

    /** The node in a new life. */
    public String member() {
        return value + "." + Ids.random().substring(0, 8);
    }

    /** What people call the node whose life that member is; the member itself where it is none of ours. */
    public static String ofMember(String member) {
        int tag = member.lastIndexOf('.');
        return tag > 0 ? member.substring(0, tag) : member;
    }

    @Override
    public String toString() {
        return value;
    }
}
