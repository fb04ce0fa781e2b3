package dev.sluice.hub;

import dev.sluice.log.StreamLog;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.StreamFacts;

/** An answer that this node makes, for those on any thread who want something of it: each call hops to the answer's loop. */
final class OwnAnswer implements Elsewhere.Owned {
    private final Roster roster;
    private final Completion completion;

    OwnAnswer(Roster roster, Completion completion) {
        this.roster = roster;
        this.completion = completion;
    }

    @Override
    public StreamFacts facts(String owner) {
        Principal who = completion.owner();
        return new StreamFacts(log().id(), owner, who.user(), who.tenant(), model(), share());
    }

    @Override
    public StreamLog log() {
        return completion.log();
    }

    @Override
    public String model() {
        return completion.model();
    }

    @Override
    public String share() {
        return completion.share();
    }

    @Override
    public boolean of(Principal who) {
        Principal owner = completion.owner();
        return who != null && who.user().equals(owner.user()) && who.tenant().equals(owner.tenant());
    }

    @Override
    public boolean gone() {
        return roster.find(log().id()) == null;
    }

    @Override
    public void joined(SessionId session) {
        completion.interest().sessions().add(session);
        Roster.on(completion, c -> c.interest().reconsider());
    }

    @Override
    public void readerCame() {
        Roster.on(completion, c -> c.interest().readerCame());
    }

    @Override
    public void readerLeft() {
        Roster.on(completion, c -> c.interest().readerLeft());
    }

    @Override
    public void touched() {
        Roster.on(completion, c -> c.interest().touched());
    }

    @Override
    public void stop() {
        Roster.on(completion, Completion::cancel);
    }

    @Override
    public boolean shared() {
        return completion.order().shared();
    }

    @Override
    public void wantedElsewhere(boolean wanted) {
        Roster.on(completion, c -> c.interest().elsewhere(wanted));
    }

    @Override
    public void lost() {
        Roster.on(completion, c -> c.failed(Elsewhere.lost().exception()));
    }
}
