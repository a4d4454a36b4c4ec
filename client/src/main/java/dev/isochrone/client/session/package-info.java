/**
 * The session in which a client's writes stand, so that one whose outcome is unknown can be sent
 * again and takes effect once: its sequences are counted purely, and its driver opens it, and lets
 * writes in as there is room. Not for callers of the client.
 */
@NullMarked
package dev.isochrone.client.session;

import org.jspecify.annotations.NullMarked;
