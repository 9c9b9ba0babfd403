//! Fingerprints of methods: digests of texts that `spec/abi.md` defines (HL-ABI-29).

use super::ids;
use crate::ir::{self, Call, CallResult, Interface, Method, ParamClass, Schema};

/// Fills the ids of interfaces and the fingerprints of their methods; messages have their ids.
pub(super) fn assign(schema: &mut Schema) {
    for id in 0..schema.interfaces.len() {
        let interface = &schema.interfaces[id];
        let newest = schema.packages[interface.decl.package].version;
        let name = schema.full_name(&interface.decl);
        let fingerprints: Vec<Vec<u64>> = (interface.methods.iter())
            .map(|method| {
                let of = |version| match version < method.since {
                    true => 0,
                    false => {
                        let text = method_text(schema, interface, method, version);
                        u64::from_le_bytes(ids::digest(&text))
                    }
                };
                (1..=newest).map(of).collect()
            })
            .collect();
        let interface = &mut schema.interfaces[id];
        interface.id = ids::digest(&ids::type_text(&name));
        for (method, fingerprints) in interface.methods.iter_mut().zip(fingerprints) {
            method.fingerprints = fingerprints;
        }
    }
}

/// What a method's fingerprint is the digest of.
pub(crate) fn method_text(
    schema: &Schema,
    interface: &Interface,
    method: &Method,
    version: u32,
) -> String {
    let kind = if interface.host {
        "host interface"
    } else {
        "interface"
    };
    let mut lines = vec![
        "halflap abi 1".to_owned(),
        format!("{kind} {}", schema.full_name(&interface.decl)),
        format!("method {}", method.number),
    ];
    call_text(schema, &method.call, version, "", &mut lines);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn call_text(schema: &Schema, call: &Call, version: u32, indent: &str, lines: &mut Vec<String>) {
    let interface = |id: &ir::InterfaceId| schema.full_name(&schema.interfaces[*id].decl);
    for param in &call.params {
        let class = match &param.class {
            ParamClass::Word(_) => "word".to_owned(),
            ParamClass::Wide(_) => "wide".to_owned(),
            ParamClass::Span(_) => "span".to_owned(),
            ParamClass::Buffer(_) => "buffer".to_owned(),
            ParamClass::Handle(id) => format!("handle {}", interface(id)),
            ParamClass::OptionalHandle(id) => format!("handle? {}", interface(id)),
            ParamClass::Callback(_) => "callback".to_owned(),
            ParamClass::Other(..) => "other".to_owned(),
        };
        lines.push(format!("{indent}param {class}"));
        if let ParamClass::Callback(inner) = &param.class {
            call_text(schema, inner, version, &format!("{indent} "), lines);
        }
    }
    let result = match &call.result {
        CallResult::None => "none".to_owned(),
        CallResult::Word(_) => "word".to_owned(),
        CallResult::Wide(_) => "wide".to_owned(),
        CallResult::Handle(id, false) => format!("handle {}", interface(id)),
        CallResult::Handle(id, true) => format!("handle? {}", interface(id)),
        CallResult::Message(_, false) => "message".to_owned(),
        CallResult::Message(_, true) => "message?".to_owned(),
        CallResult::Other(..) => "other".to_owned(),
    };
    lines.push(format!("{indent}result {result}"));
    let throws = call
        .throws
        .map(|id| schema.full_name(&schema.errors[id].decl));
    lines.push(format!(
        "{indent}throws {}",
        throws.as_deref().unwrap_or("nothing")
    ));
    for (what, id) in [("request", call.request), ("response", call.response)] {
        let ids = &schema.messages[id].schema_ids;
        let id = ids.get(version as usize - 1).copied().unwrap_or_default();
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        lines.push(format!("{indent}{what} {id}"));
    }
}
