package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Opening;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that of the connections which a session has on several nodes the newest one stays, whatever a node has missed.
 *
 * <pre>
 * opened NODE TAG TAB                       this node has the connection from now on; * for the whole session's
 * open   NODE TAG TAB MILLIS TAG TAB MILLIS …  what this node has, and since when; told after it could not hear
 * </pre>
 *
 * Belongs to the link's loop, but for {@link #opened}. A crossing, for that: connections open on any loop.
 */
final class TakeOvers {
    private static final String WHOLE = "*";
    private static final int AT_ONCE = 128;

    private final RedisLink link;
    private final String node;
    private final String channel;
    private final Map<String, Integer> ownOpenings = new ConcurrentHashMap<>();
    private Connections here;

    /** The connections of this node. Called on the link's loop. */
    interface Connections {
        /** All of them. */
        Iterable<Opening> all();

        /**
         * When this one opened; null where there is none.
         *
         * @param tab null for the whole session's
         */
        Long openedMillis(String tag, TabId tab);

        /**
         * Another node has it.
         *
         * @param tab null for the whole session's
         */
        void replaced(String tag, TabId tab);
    }

    /** @param node without blanks */
    TakeOvers(RedisLink link, String node, String channel) {
        this.link = link;
        this.node = node;
        this.channel = channel;
    }

    void start(Connections connections) {
        here = connections;
    }

    /**
     * Tells that a connection opens here. Of two nodes that open one at a time, both hear both messages in one order: who hears the
     * other's before its own was the later one, and keeps its connection.
     */
    void opened(String tag, TabId tab) {
        String which = which(tag, tab);
        if (!link.up()) return;
        ownOpenings.merge(which, 1, Integer::sum);
        tell("opened " + node + ' ' + which).onFailure(e -> heardOwn(which));
    }

    /** From now on messages are heard, for the first time or again; own ones that were sent before may never be. */
    void heardAgain() {
        ownOpenings.clear();
        tellAll();
    }

    /**
     * Who could not hear, or speak, for a while says what it has, and since when. Another node that has the same since later says {@code opened}
     * again; one that has it since earlier lets go. Only which of two stays depends on the clocks, not that it is one.
     */
    void tellAll() {
        if (!link.up() || here == null) return;
        StringBuilder message = new StringBuilder();
        int count = 0;
        for (Opening each : here.all()) {
            message.append(' ').append(which(SessionSteps.tag(each.session()), each.tab()));
            message.append(' ').append(each.millis());
            if (++count % AT_ONCE > 0) continue;
            tell("open " + node + message);
            message.setLength(0);
        }
        if (!message.isEmpty()) tell("open " + node + message);
    }

    /** @param words of a message that begins with {@code opened} */
    void opened(String[] words) {
        if (words.length < 4) return;
        String which = words[2] + ' ' + words[3];
        if (words[1].equals(node)) heardOwn(which);
        else if (!ownOpenings.containsKey(which)) replaced(words[2], words[3]);
    }

    /** @param words of a message that begins with {@code open} */
    void open(String[] words) {
        if (words[1].equals(node)) return;
        for (int i = 2; i + 2 < words.length; i += 3) {
            try {
                open(words[1], words[i], words[i + 1], Long.parseLong(words[i + 2]));
            } catch (NumberFormatException | InvalidValueException strange) {
                // Not one of ours.
            }
        }
    }

    private void open(String other, String tag, String word, long millis) {
        TabId tab = tab(word);
        Long mine = here.openedMillis(tag, tab);
        // One that is just opening here is told to all anyway.
        if (mine == null || ownOpenings.containsKey(tag + ' ' + word)) return;
        if (mine > millis || mine == millis && node.compareTo(other) > 0) opened(tag, tab);
        else here.replaced(tag, tab);
    }

    private void replaced(String tag, String word) {
        try {
            here.replaced(tag, tab(word));
        } catch (InvalidValueException strange) {
            // Not one of ours.
        }
    }

    private void heardOwn(String which) {
        ownOpenings.computeIfPresent(which, (w, count) -> count == 1 ? null : count - 1);
    }

    private Future<Void> tell(String message) {
        return link.publish(channel, Buffer.buffer(message));
    }

    private static String which(String tag, TabId tab) {
        return tag + ' ' + (tab == null ? WHOLE : tab.value());
    }

    /** Fails with {@link InvalidValueException}. */
    private static TabId tab(String word) {
        return word.equals(WHOLE) ? null : new TabId(word);
    }
}
