package dev.sluice.model;

/**
 * That a connection opened on some node.
 *
 * @param tab    the one that it is for, or null where it is for the whole session
 * @param millis when, by the clock of that node
 */
public record Opening(SessionId session, TabId tab, long millis) {}
