package dev.sluice.hub.cluster;

import dev.sluice.hub.Elsewhere;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamFacts;
import java.util.ArrayList;
import java.util.List;

/** An answer of a node of the model, and all that it ever said. */
final class HandAnswer implements Elsewhere.Owned {
    private final StreamLog log;
    /** The event at index n has the seq n + 1. */
    final List<StreamEvent> said = new ArrayList<>();

    boolean wanted;
    boolean stopped;
    boolean lost;

    HandAnswer(StreamLog log) {
        this.log = log;
    }

    void say(StreamEvent event) {
        if (log.sealed()) return;
        said.add(event);
        log.append(event);
    }

    @Override
    public StreamFacts facts(String owner) {
        return new StreamFacts(log.id(), owner, "ann", "acme", "m", "share");
    }

    @Override
    public void wantedElsewhere(boolean now) {
        wanted = now;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void lost() {
        lost = true;
        say(Replica.lost());
    }

    @Override
    public StreamLog log() {
        return log;
    }

    @Override
    public String model() {
        return "m";
    }

    @Override
    public String share() {
        return "share";
    }

    @Override
    public boolean of(Principal who) {
        return true;
    }

    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public void joined(SessionId session) {}

    @Override
    public void readerCame() {}

    @Override
    public void readerLeft() {}

    @Override
    public void touched() {}

    @Override
    public void stop() {
        stopped = true;
        say(new StreamEvent.Done("cancelled", null, 0, false, false));
    }
}
