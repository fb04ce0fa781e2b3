package dev.sluice.hub;

import java.time.LocalDate;

/**
 * What was used of one model on one day.
 *
 * @param day     in UTC
 * @param tenant  whose users they were
 * @param model   as it is configured
 * @param prompt  tokens read
 * @param answer  tokens written
 * @param costUsd by the price table
 */
public record Use(
        LocalDate day, String tenant, String model, long requests, long prompt, long answer, double costUsd) {}
