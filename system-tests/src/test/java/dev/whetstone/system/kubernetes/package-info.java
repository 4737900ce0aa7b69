/** The manifests, and a real Kubernetes control plane to try them on: its servers run on loopback, its nodes are pretended. */
package dev.whetstone.system.kubernetes;
