//! Addresses, zones and regions: numbers that have to fit together over several resources.

use super::complete::Composer;
use super::graph::{NodeId, Value};
use crate::intent::Shape;

impl Composer<'_> {
    /// The region that a node lies in.
    pub(crate) fn region(&self, id: NodeId) -> String {
        let alias = self.graph.nodes.get(id).and_then(|n| n.alias.as_deref());
        let of_alias = alias
            .and_then(|name| self.graph.aliases.iter().find(|a| a.name == name))
            .map(|a| a.region.clone());
        let kind = self.graph.nodes.get(id).map_or("", |n| n.kind);
        let fallback = match kind.split('_').next() {
            Some("google") => "us-central1",
            Some("azurerm") => "westeurope",
            _ => "us-east-1",
        };
        of_alias.or_else(|| self.graph.region.clone()).unwrap_or_else(|| fallback.to_owned())
    }

    /// Gives VPCs and subnets the address ranges and zones that they lack.
    pub(crate) fn lay_out_networks(&mut self) {
        for vpc in self.graph.of_kind("aws_vpc").collect::<Vec<_>>() {
            if self.graph.nodes[vpc].body.has("ipv4_ipam_pool_id") {
                continue;
            }
            let place = self.graph.of_kind("aws_vpc").position(|n| n == vpc).unwrap_or(0);
            let cidr = Value::Text(format!("10.{place}.0.0/16"));
            self.graph.nodes[vpc].body.set_default("cidr_block", cidr);
        }
        self.lay_out_subnets("aws_subnet", "cidr_block", "vpc_id");
        self.zones();
    }

    fn lay_out_subnets(&mut self, kind: &'static str, attr: &str, network: &str) {
        let subnets: Vec<NodeId> = self.graph.of_kind(kind).collect();
        let mut taken: Vec<(Option<NodeId>, String)> = subnets
            .iter()
            .filter_map(|s| match self.graph.nodes[*s].body.attr(attr) {
                Some(Value::Text(cidr)) => Some((self.target(*s, network), cidr.clone())),
                _ => None,
            })
            .collect();
        for subnet in subnets {
            let body = &self.graph.nodes[subnet].body;
            if body.has(attr) || body.has("ipv6_native") {
                continue;
            }
            let vpc = self.target(subnet, network);
            let range = vpc.and_then(|v| match self.graph.nodes[v].body.attr("cidr_block") {
                Some(Value::Text(cidr)) => Some(cidr.clone()),
                _ => None,
            });
            let range = range.unwrap_or_else(|| "10.0.0.0/16".to_owned());
            let free = (1..255)
                .map(|n| slice(&range, n))
                .find(|cidr| !taken.iter().any(|(v, c)| *v == vpc && c == cidr))
                .unwrap_or_else(|| slice(&range, 1));
            taken.push((vpc, free.clone()));
            self.graph.nodes[subnet].body.set(attr, Value::Text(free));
        }
    }

    /// Subnets of one network lie in different zones.
    fn zones(&mut self) {
        let subnets: Vec<NodeId> = self.graph.of_kind("aws_subnet").collect();
        let named: Vec<String> = self
            .intent
            .words
            .words
            .iter()
            .filter(|w| w.shape == Shape::Zone)
            .map(|w| w.text.to_string())
            .collect();
        for (at, subnet) in subnets.iter().enumerate() {
            let body = &self.graph.nodes[*subnet].body;
            if body.has("availability_zone") || body.has("availability_zone_id") {
                continue;
            }
            let zone = named.get(at % named.len().max(1)).cloned().unwrap_or_else(|| {
                let letter = ["a", "b", "c"][at % 3];
                format!("{}{letter}", self.region(*subnet))
            });
            self.graph.nodes[*subnet].body.set("availability_zone", Value::Text(zone));
        }
    }

    /// The node that an argument of a node refers to.
    pub(crate) fn target(&self, id: NodeId, attr: &str) -> Option<NodeId> {
        match self.graph.nodes[id].body.attr(attr) {
            Some(Value::Ref(target, _)) => Some(*target),
            _ => None,
        }
    }

    /// A name that is likely to be free all over the world: the node's own with a mark of the request.
    pub(crate) fn unique_name(&self, id: NodeId) -> String {
        if let Some(name) = &self.graph.nodes[id].name {
            return name.clone();
        }
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in self.intent.words.text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        format!("{}-{:08x}", self.name_of(id).replace('_', "-"), hash as u32)
    }
}

/// The `n`th /24 of a /16 (or of whatever range is given, as far as it goes).
fn slice(range: &str, n: u32) -> String {
    let (address, length) = range.split_once('/').unwrap_or((range, "16"));
    let octets: Vec<&str> = address.split('.').collect();
    let [a, b, c, _] = octets.as_slice() else { return format!("10.0.{n}.0/24") };
    match length.parse::<u32>().unwrap_or(16) {
        ..=16 => format!("{a}.{b}.{n}.0/24"),
        17..=20 => format!("{a}.{b}.{}.0/24", c.parse::<u32>().unwrap_or(0) + n - 1),
        _ => format!("{a}.{b}.{c}.{}/28", (n - 1) * 16),
    }
}
