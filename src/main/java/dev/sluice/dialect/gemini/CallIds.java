package dev.sluice.dialect.gemini;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Names the calls of one conversation, since Gemini's calls need not have ids and OpenAI's must: a result belongs to the call
 * of its id, else to the oldest unanswered call of its function. Made ids are numbered, so that the same conversation is
 * always translated into the same bytes. Used once, by one thread.
 */
final class CallIds {
    private record Open(String id, String function) {}

    private final List<Open> open = new ArrayList<>();
    private final Set<String> used = new HashSet<>();
    private int made;

    /**
     * What the made ids of one answer begin with. Another answer's must differ: both may be told back in one conversation.
     *
     * @param answer the answer's id; its random part, all of it, comes after the first {@code -} and may hold more of them
     */
    static String prefix(String answer) {
        return "call_" + answer.substring(answer.indexOf('-') + 1) + "_";
    }

    /** @param given the call's own id, or null */
    String called(String given, String function) {
        String id = given;
        if (id == null || id.isEmpty()) do id = "call_" + ++made; while (used.contains(id));
        used.add(id);
        open.add(new Open(id, function));
        return id;
    }

    /**
     * @param given the result's own id, or null
     * @return the id of the call that it answers, which is closed by that; null where there is none
     */
    String answered(String given, String function) {
        String byId = given == null ? null : close(given, null);
        return byId != null ? byId : close(null, function);
    }

    private String close(String id, String function) {
        for (Iterator<Open> calls = open.iterator(); calls.hasNext(); ) {
            Open call = calls.next();
            if (id != null ? !call.id.equals(id) : !call.function.equals(function)) continue;
            calls.remove();
            return call.id;
        }
        return null;
    }
}
