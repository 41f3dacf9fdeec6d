//! The way from a tablet's web socket to the broker.

use std::sync::{Arc, OnceLock};

use tokio::io::DuplexStream;

use crate::{
    publish::{Bridge, BridgeFault},
    runtime::Shutdown,
    types::AccountName,
    web::{Cut, Joining, Tablets},
};

/// The bridge to the broker, once that is known: the web server listens before.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Bridges(Arc<OnceLock<Arc<Bridge>>>);

impl Bridges {
    /// From now on tablets are joined.
    pub(in crate::app) fn open(&self, bridge: Bridge) {
        // There is one broker in a run.
        let _ = self.0.set(Arc::new(bridge));
    }
}

impl Tablets for Bridges {
    fn join(&self, account: &AccountName, bytes: DuplexStream, stop: Shutdown) -> Joining {
        let (bridge, account) = (self.0.get().cloned(), account.to_string());
        Box::pin(async move {
            let Some(bridge) = bridge else {
                return Err(Cut::Away("the appliance is only just starting".to_owned()));
            };
            let joined = bridge.join(&account, bytes, &stop).await;
            joined.map_err(|fault| cut(&fault))
        })
    }
}

fn cut(fault: &BridgeFault) -> Cut {
    let said = fault.to_string();
    if fault.is_breach() {
        Cut::Breach(said)
    } else {
        Cut::Away(said)
    }
}
