/**
 * Configuration files: YAML to records with invariants, each mistake named with its file and line.
 * What a file says of one server stands beside that server; the cluster's description is here.
 */
@NullMarked
package dev.isochrone.server.config;

import org.jspecify.annotations.NullMarked;
