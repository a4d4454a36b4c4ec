/**
 * The network between servers on one machine, made as bad as a real one: Toxiproxy, the Go server,
 * and where its proxies stand. The only package that knows Toxiproxy's client.
 */
@NullMarked
package dev.isochrone.local.proxy;

import org.jspecify.annotations.NullMarked;
