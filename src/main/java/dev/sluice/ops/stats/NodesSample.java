package dev.sluice.ops.stats;

import dev.sluice.model.NodeId;
import dev.sluice.model.NodeReport;
import dev.sluice.model.Nodes.Member;
import dev.sluice.ops.ClusterMetrics.Heard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The sample's part on the nodes that share a store, as this one last heard of them. Of itself a node knows without the store. A node
 * that died is cleared up after within seconds, and is then unknown to the store; it is told for a minute more, as gone. Belongs to
 * the sampler.
 */
public final class NodesSample {
    /** After which what the store once said tells nothing of how others are now: as long as a silent node is waited for. */
    private static final long STALE_MILLIS = 4000;

    private static final long GONE_MILLIS = 60_000;
    private static final long NANOS = 1_000_000;
    private static final Comparator<JsonObject> ORDER =
            Comparator.comparing((JsonObject node) -> node.getString("name")).thenComparing(n -> n.getString("member"));

    private final String self;
    private final Supplier<Heard> heard;
    private final Supplier<NodeReport> report;
    private final Map<String, Long> gone = new HashMap<>();
    /** Others that the store knew, by when they were heard of. */
    private Map<String, Long> known = new HashMap<>();

    /**
     * @param self   this node's member
     * @param heard  the newest that the store said; yields null where it said nothing yet
     * @param report what this node says of itself now
     */
    public NodesSample(String self, Supplier<Heard> heard, Supplier<NodeReport> report) {
        this.self = self;
        this.heard = heard;
        this.report = report;
    }

    /** Sorted by name; this one is always among them. About once a second. */
    JsonArray at(long nowNanos) {
        List<JsonObject> nodes = new ArrayList<>();
        NodeReport own = report.get();
        nodes.add(tell(node(self, true, own.state().wire(), 0), own, 0));
        Heard last = heard.get();
        if (last != null) {
            boolean stale = nowNanos - last.atNanos() > STALE_MILLIS * NANOS;
            for (Member member : last.census().members())
                if (!member.name().equals(self)) nodes.add(other(member, stale, (nowNanos - last.atNanos()) / NANOS));
            remember(last, nowNanos);
            gone.forEach((member, at) -> nodes.add(node(member, false, "gone", (nowNanos - at) / NANOS)));
        }
        nodes.sort(ORDER);
        return new JsonArray(nodes);
    }

    private static JsonObject other(Member member, boolean stale, long sinceMillis) {
        long age = member.agoMillis() + Math.max(0, sinceMillis);
        JsonObject node = node(member.name(), false, state(member, stale), age);
        return member.report() == null ? node : tell(node, member.report(), age);
    }

    /** As the node says; {@code silent} where it was not heard of for too long, {@code alive} where it says nothing. */
    private static String state(Member member, boolean stale) {
        if (stale) return "unknown";
        if (member.silent()) return "silent";
        return member.report() == null ? "alive" : member.report().state().wire();
    }

    private static JsonObject node(String member, boolean here, String state, long ageMillis) {
        return new JsonObject()
                .put("name", NodeId.ofMember(member))
                .put("member", member)
                .put("here", here)
                .put("state", state)
                .put("heard_ms", ageMillis);
    }

    private static JsonObject tell(JsonObject node, NodeReport said, long ageMillis) {
        return node.put("up_s", said.upSeconds() + ageMillis / 1000)
                .put("answers", said.answers())
                .put("feeds", said.feeds())
                .put("connections", said.connections());
    }

    /** Whoever ends in order takes leave when it was heard of just now; nobody is given up before its time is over. */
    private void remember(Heard last, long nowNanos) {
        Map<String, Long> present = new HashMap<>();
        Set<String> names = new HashSet<>(Set.of(NodeId.ofMember(self)));
        for (Member member : last.census().members()) {
            if (member.name().equals(self)) continue;
            present.put(member.name(), last.atNanos() - member.agoMillis() * NANOS);
            if (!member.silent()) names.add(NodeId.ofMember(member.name()));
        }
        known.forEach((member, at) -> {
            if (!present.containsKey(member) && last.atNanos() - at > STALE_MILLIS * NANOS) gone.put(member, at);
        });
        known = present;
        // A node that started again is there.
        gone.entrySet()
                .removeIf(each -> nowNanos - each.getValue() > GONE_MILLIS * NANOS
                        || present.containsKey(each.getKey())
                        || names.contains(NodeId.ofMember(each.getKey())));
    }
}
