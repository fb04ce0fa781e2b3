package dev.sluice.hub.cluster;

import dev.sluice.hub.Answer;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.StreamFacts;

/** Another node's answer, for those on any thread who read its copy here or want something of its owner. */
final class RemoteAnswer implements Answer {
    private final Replicas replicas;
    private final Replica replica;
    private final StreamFacts facts;

    /** Made on the cluster's loop. */
    RemoteAnswer(Replicas replicas, Replica replica) {
        this.replicas = replicas;
        this.replica = replica;
        this.facts = replica.facts();
    }

    @Override
    public StreamLog log() {
        return replica.log();
    }

    @Override
    public String model() {
        return facts.model();
    }

    @Override
    public String share() {
        return facts.share();
    }

    @Override
    public boolean of(Principal who) {
        return facts.of(who);
    }

    /** Whoever has joined is told when the store lets go of it. */
    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public void joined(SessionId session) {
        replicas.later(() -> replicas.joined(replica, session));
    }

    @Override
    public void readerCame() {
        replicas.later(() -> replicas.readers(replica, 1));
    }

    @Override
    public void readerLeft() {
        replicas.later(() -> replicas.readers(replica, -1));
    }

    @Override
    public void touched() {
        replicas.later(() -> replicas.touched(replica));
    }

    @Override
    public void stop() {
        replicas.later(() -> replicas.stop(replica));
    }
}
