package dev.sluice.hub.cluster;

import dev.sluice.model.Nodes;
import dev.sluice.model.StreamId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the owner tells other members at the end of a turn: one message for each, however many streams it is about. Belongs to the
 * cluster's loop.
 */
final class Outbox {
    private final ClusterLoop loop;
    private final Nodes nodes;
    private final Map<String, Map<StreamId, Note.Line>> waiting = new HashMap<>();

    Outbox(ClusterLoop loop, Nodes nodes) {
        this.loop = loop;
        this.nodes = nodes;
    }

    void tell(String member, Note.Line line) {
        if (waiting.isEmpty()) loop.later(this::flush);
        waiting.computeIfAbsent(member, m -> new LinkedHashMap<>()).put(line.stream(), line);
    }

    private void flush() {
        waiting.forEach(
                (member, lines) -> nodes.send(member, new Note(Note.Verb.AT, nodes.self(), lines.values()).text()));
        waiting.clear();
    }
}
